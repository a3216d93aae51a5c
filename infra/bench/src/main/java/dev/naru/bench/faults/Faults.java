package dev.naru.bench.faults;

import dev.naru.bench.faults.BackEndProgram.Mode;
import dev.naru.bench.faults.Fault.Action;
import dev.naru.bench.faults.Scene.Variant;
import java.util.List;
import java.util.Set;

/** All faults. One more is one more line. */
final class Faults {
    private static final Set<String> EVERY = Set.of("edge", "nginx", "haproxy");
    /** nginx without its commercial module asks for the names of an upstream once. */
    private static final Set<String> WITH_DNS = Set.of("edge", "haproxy");

    private static final Action NOTHING = scene -> {};

    private static final String NONSENSE = "\n}} this: is [ no configuration\n";
    private static final int RELOADS = 10;
    private static final int FEW_DESCRIPTORS = 150;

    private Faults() {}

    static List<Fault> all() {
        return List.of(
                usual("none", "nothing breaks", NOTHING, NOTHING),
                usual(
                        "back-end-killed",
                        "one of two back ends: kill -9, started again",
                        scene -> scene.a.process().kill(),
                        scene -> scene.a.start()),
                usual(
                        "back-end-paused",
                        "one: SIGSTOP, then SIGCONT",
                        scene -> scene.a.process().signal("STOP"),
                        scene -> scene.a.process().signal("CONT")),
                usual("back-end-slow", "one answers after 3 s", behave(Mode.SLOW), behave(Mode.WELL)),
                usual(
                        "back-end-silent",
                        "one takes requests and never answers",
                        behave(Mode.SILENT),
                        behave(Mode.WELL)),
                usual(
                        "back-end-refuses",
                        "one refuses connections and ends those it has",
                        behave(Mode.REFUSES),
                        behave(Mode.WELL)),
                lossy(
                        "back-end-resets",
                        "one resets each answer in the middle",
                        behave(Mode.RESETS),
                        behave(Mode.WELL)),
                lossy("two-lengths", "one sends two Content-Length", behave(Mode.TWO_LENGTHS), behave(Mode.WELL)),
                lossy("bad-chunk", "one sends a chunk without a size", behave(Mode.BAD_CHUNK), behave(Mode.WELL)),
                usual("rolling", "each back end in turn: kill -9, started again", Faults::roll, NOTHING),
                lossy(
                        "all-down",
                        "both back ends: kill -9, started again",
                        scene -> {
                            scene.a.process().kill();
                            scene.b.process().kill();
                        },
                        scene -> {
                            scene.a.start();
                            scene.b.start();
                        }),
                new Fault(
                        "dns-change",
                        "the name of the only back end moves to another address, then the first one dies",
                        WITH_DNS,
                        true,
                        Variant.NAMED,
                        Faults::move,
                        NOTHING),
                usual(
                        "one-of-two",
                        "a second proxy starts on the same port, the first is told to leave",
                        scene -> {
                            scene.startProxy();
                            scene.leave();
                        },
                        NOTHING),
                usual("reload-storm", RELOADS + " reloads in a row", Faults::reloads, NOTHING),
                usual(
                        "bad-config",
                        "reload of a broken file, then of a good one",
                        scene -> {
                            scene.configure(NONSENSE);
                            scene.reload();
                        },
                        scene -> {
                            scene.configure("");
                            scene.reload();
                        }),
                usual("certificate", "the certificate is replaced", Scene::replaceCertificate, NOTHING),
                usual(
                        "slow-clients",
                        "1,000 clients send a byte of a head every half second",
                        scene -> scene.also(Trouble.slow(scene.plain(), 1000)),
                        Scene::endOthers),
                usual(
                        "client-aborts",
                        "100 clients ask, and reset the connection at once",
                        scene -> scene.also(Trouble.aborting(scene.plain(), 100)),
                        Scene::endOthers),
                usual(
                        "flood",
                        "50 clients of another address ask as fast as they can, over their limit",
                        scene -> scene.also(Trouble.flooding(scene.plain(), 50)),
                        Scene::endOthers),
                lossy(
                        "descriptors",
                        "the proxy may have " + FEW_DESCRIPTORS
                                + " descriptors, and 300 clients connect and say nothing",
                        scene -> {
                            scene.descriptors(FEW_DESCRIPTORS);
                            scene.also(Trouble.idle(scene.plain(), 300));
                        },
                        scene -> {
                            scene.endOthers();
                            scene.descriptors(8192);
                        }),
                new Fault(
                        "log-disk-full",
                        "each line of the access log fails: no space left on device",
                        Set.of("edge", "nginx"),
                        true,
                        Variant.LOG_FULL,
                        NOTHING,
                        NOTHING),
                lossy(
                        "proxy-killed",
                        "the proxy: kill -9, started again at once",
                        scene -> {
                            scene.killProxy();
                            scene.startProxy();
                        },
                        NOTHING));
    }

    /** Every request has somebody who could answer it. */
    private static Fault usual(String name, String what, Action begin, Action end) {
        return new Fault(name, what, EVERY, true, Variant.USUAL, begin, end);
    }

    /** No proxy can answer all. */
    private static Fault lossy(String name, String what, Action begin, Action end) {
        return new Fault(name, what, EVERY, false, Variant.USUAL, begin, end);
    }

    private static Action behave(Mode mode) {
        return scene -> scene.a.behave(mode);
    }

    private static void roll(Scene scene) throws Exception {
        for (BackEnd one : List.of(scene.a, scene.b)) {
            one.process().kill();
            Thread.sleep(300);
            one.start();
            Thread.sleep(1500);
        }
    }

    /** The other back end gets the port of the first on another address: all of 127.0.0.0/8 is this machine. */
    private static void move(Scene scene) throws Exception {
        scene.also(scene.elsewhere("127.0.0.3"));
        scene.names.moveTo("127.0.0.3");
        Thread.sleep(2000);
        scene.a.process().kill();
    }

    private static void reloads(Scene scene) throws Exception {
        for (int i = 0; i < RELOADS; i++) {
            scene.configure("");
            scene.reload();
            Thread.sleep(200);
        }
    }
}
