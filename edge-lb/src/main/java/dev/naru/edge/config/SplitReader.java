package dev.naru.edge.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code splitClients}, and remembers which of them routes use. */
final class SplitReader {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,2}))?%");
    private static final Pattern KEY = Pattern.compile("(cookie|header) ([!#$%&'*+.^_`|~0-9A-Za-z-]{1,128})");
    private static final int REST = -1;

    private final Names names = new Names();
    private final Map<String, SplitConfig> splits = new LinkedHashMap<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    SplitConfig split(Section s) {
        String name = s.name();
        names.claim(s, "name", name);
        Matcher by = KEY.matcher(s.optional("by", "address", SplitReader::by));
        List<SplitConfig.Share> shares = shares(s);
        boolean address = !by.matches();
        boolean header = !address && by.group(1).equals("header");
        SplitConfig split = new SplitConfig(
                name,
                address ? SplitConfig.By.ADDRESS : header ? SplitConfig.By.HEADER : SplitConfig.By.COOKIE,
                address ? "" : header ? by.group(2).toLowerCase(Locale.ROOT) : by.group(2),
                shares);
        splits.putIfAbsent(name, split);
        sections.putIfAbsent(name, s);
        return split;
    }

    private static String by(String text) {
        if (!text.equals("address") && !KEY.matcher(text).matches()) {
            throw Texts.expected("address, 'cookie NAME' or 'header NAME'", text);
        }
        return text;
    }

    private static List<SplitConfig.Share> shares(Section s) {
        Names shareNames = new Names();
        List<SplitConfig.Share> shares = s.requiredSections("shares", share -> {
            String name = share.name();
            shareNames.claim(share, "name", name);
            return new SplitConfig.Share(name, share.required("share", 1, SplitReader::buckets));
        });
        long rests = shares.stream().filter(share -> share.buckets() == REST).count();
        int sum =
                shares.stream().mapToInt(share -> Math.max(0, share.buckets())).sum();
        if (rests > 1) {
            s.refuse("shares", "only one share can be the rest");
        } else if (rests == 0 && sum != SplitConfig.BUCKETS && !shares.isEmpty()) {
            s.refuse("shares", "the shares sum to " + percent(sum) + ", expected 100%; one of them may be rest");
        } else if (rests == 1 && sum >= SplitConfig.BUCKETS) {
            s.refuse("shares", "the shares sum to " + percent(sum) + " without the rest, so nothing is left for it");
        }
        return shares.stream()
                .map(share -> share.buckets() == REST
                        ? new SplitConfig.Share(share.name(), SplitConfig.BUCKETS - sum)
                        : share)
                .toList();
    }

    /** Hundredths of a percent. */
    private static int buckets(String text) {
        if (text.equals("rest")) {
            return REST;
        }
        Matcher percent = PERCENT.matcher(text);
        if (percent.matches()) {
            String hundredths = percent.group(2) == null ? "00" : (percent.group(2) + "0").substring(0, 2);
            int buckets = Integer.parseInt(percent.group(1)) * 100 + Integer.parseInt(hundredths);
            if (buckets > 0 && buckets <= SplitConfig.BUCKETS) {
                return buckets;
            }
        }
        throw Texts.expected("a share from 0.01% to 100%, such as 5% or 0.5%, or rest", text);
    }

    private static String percent(int buckets) {
        return buckets / 100 + (buckets % 100 == 0 ? "" : String.format(Locale.ROOT, ".%02d", buckets % 100)) + "%";
    }

    /** The share that {@code split/share} names. */
    ConditionsConfig.SplitShare share(String text) {
        int slash = text.indexOf('/');
        SplitConfig split = slash < 0 ? null : splits.get(text.substring(0, slash));
        if (split == null) {
            throw new IllegalArgumentException("expected a share of a split as SPLIT/SHARE, found " + Texts.quote(text)
                    + Suggestion.among(all(), text));
        }
        for (int i = 0; i < split.shares().size(); i++) {
            if (split.shares().get(i).name().equals(text.substring(slash + 1))) {
                used.add(split.name());
                return new ConditionsConfig.SplitShare(split, i);
            }
        }
        throw new IllegalArgumentException("the split " + Texts.quote(split.name()) + " has no share "
                + Texts.quote(text.substring(slash + 1)) + Suggestion.among(all(), text));
    }

    private List<String> all() {
        return splits.values().stream()
                .flatMap(split -> split.shares().stream().map(share -> split.name() + "/" + share.name()))
                .toList();
    }

    /** To be called when all routes are read. */
    void warnUnused() {
        sections.forEach((name, section) -> {
            if (!used.contains(name)) {
                section.warn("name", "no route uses the split " + Texts.quote(name));
            }
        });
    }
}
