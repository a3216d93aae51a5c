# Sourced by mvnw and the launch scripts: leaves JAVA_HOME at a JDK 25 or newer, or says what to install.
# Order: JAVA_HOME, the PATH, the folders where package managers and version managers put JDKs.
naru_jdk_major() { # HOME: prints the feature release of the JDK there, or nothing
  [ -x "$1/bin/javac" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

naru_is_jdk25() {
  naru_major=$(naru_jdk_major "$1")
  [ -n "$naru_major" ] && [ "$naru_major" -ge 25 ]
}

naru_find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && naru_is_jdk25 "$JAVA_HOME"; then return 0; fi
  if command -v javac >/dev/null 2>&1; then
    naru_path_home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    if naru_is_jdk25 "$naru_path_home"; then JAVA_HOME=$naru_path_home; export JAVA_HOME; return 0; fi
  fi
  # mvnw runs with globbing off; find does the matching instead of the shell.
  for naru_root in /usr/lib/jvm /opt/java /opt "$HOME/.sdkman/candidates/java" "$HOME/.jdks" \
    "$HOME/.local/share/mise/installs/java" "$HOME/.asdf/installs/java" /opt/homebrew/opt /usr/local/opt; do
    [ -d "$naru_root" ] || continue
    for naru_candidate in $(find "$naru_root" -maxdepth 1 -name '*25*' 2>/dev/null | sort -r); do
      for naru_home in "$naru_candidate" "$naru_candidate/libexec/openjdk.jdk/Contents/Home"; do
        if naru_is_jdk25 "$naru_home"; then JAVA_HOME=$naru_home; export JAVA_HOME; return 0; fi
      done
    done
  done
  if [ -x /usr/libexec/java_home ]; then
    naru_home=$(/usr/libexec/java_home -v 25 2>/dev/null || true)
    if [ -n "$naru_home" ] && naru_is_jdk25 "$naru_home"; then JAVA_HOME=$naru_home; export JAVA_HOME; return 0; fi
  fi
  cat >&2 <<'MSG'
Naru needs a JDK 25 or newer, and found none in JAVA_HOME, on the PATH or in the usual folders.
Install one, then run the command again:
  Debian, Ubuntu   apt install temurin-25-jdk     (repository: https://adoptium.net/installation/linux/)
  macOS            brew install openjdk@25
  any system       sdk install java 25-tem        (https://sdkman.io)
or point JAVA_HOME at one that you have.
MSG
  return 1
}

naru_find_jdk || exit 1
