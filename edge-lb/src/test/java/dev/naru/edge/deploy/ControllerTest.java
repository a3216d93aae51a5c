package dev.naru.edge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole deployments against a made-up edge, second by second. */
class ControllerTest {
    @TempDir
    Path folder;

    private final FakeEdge edge = new FakeEdge(100, 0);
    private final List<String> said = new ArrayList<>();
    private AppSignal.Reading signal = AppSignal.NONE.read("prod2");

    private DeploymentSettings settings() {
        return new DeploymentSettings(
                "shop", folder, 3, Plan.STEPS, 10_000, 20, 120_000, 5, Ending.SWAP, GuardSettings.DEFAULTS, null);
    }

    private Controller controller() {
        Controller controller = new Controller(
                settings(),
                new FolderStore(settings(), edge),
                group -> signal,
                (upstream, id, event) -> said.add(event.kind() + ": " + event.text()),
                edge);
        controller.restore(true);
        return controller;
    }

    private static Map<String, Object> view(Controller controller) {
        return controller.view(new Store.Lead(true, "this edge", null));
    }

    private void run(Controller controller, int seconds, int requests) {
        for (int i = 0; i < seconds; i++) {
            edge.second(requests);
            controller.tick();
        }
    }

    private void runUntilResting(Controller controller, int requests) {
        for (int i = 0; i < 1000 && !(controller.state() instanceof State.Resting); i++) {
            edge.second(requests);
            controller.tick();
        }
    }

    private static Wish to(String group) {
        return new Wish(group, null, null, null, null, null, null);
    }

    private Map<String, Integer> weights(int prod1, int prod2) {
        return Map.of("prod1", prod1, "prod2", prod2);
    }

    @Test
    void aGoodReleaseTakesOverStepByStepAndTheNextCycleGoesTheOtherWay() throws Exception {
        Controller controller = controller();
        controller.start(Wish.USUAL, "me");
        runUntilResting(controller, 100);
        assertInstanceOf(State.Done.class, controller.state(), said::toString);
        assertEquals(
                List.of(weights(90, 10), weights(75, 25), weights(50, 50), weights(25, 75), weights(0, 100)), edge.set);
        assertEquals("prod1", view(controller).get("next"));

        controller.start(Wish.USUAL, "me");
        runUntilResting(controller, 100);
        assertInstanceOf(State.Done.class, controller.state());
        assertEquals(weights(100, 0), edge.weights);
        assertEquals("prod2", view(controller).get("next"));
    }

    @Test
    void aFailingReleaseIsRolledBackInTheFirstStepToExactlyTheWeightsBefore() throws Exception {
        edge.errors.put("prod2", 0.05);
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        runUntilResting(controller, 300);
        State.RolledBack end = assertInstanceOf(State.RolledBack.class, controller.state());
        assertTrue(end.reason().contains("5xx"), end.reason());
        assertEquals(List.of(weights(90, 10), weights(100, 0)), edge.set);
        assertTrue(said.stream().anyMatch(line -> line.startsWith("roll-back: prod2 is worse: 5xx")), said::toString);
    }

    @Test
    void aSlowReleaseIsRolledBackInTheFirstStep() throws Exception {
        edge.latencyMs.put("prod2", 90);
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        runUntilResting(controller, 100);
        State.RolledBack end = assertInstanceOf(State.RolledBack.class, controller.state());
        assertTrue(end.reason().contains("p9"), end.reason());
        assertEquals(2, edge.set.size());
    }

    @Test
    void aReleaseThatTurnsBadAloneIsHeldAgainstTheRecord() throws Exception {
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        while (!edge.weights.equals(weights(0, 100))) {
            run(controller, 1, 100);
        }
        edge.errors.put("prod2", 0.08);
        runUntilResting(controller, 100);
        assertInstanceOf(State.RolledBack.class, controller.state(), said::toString);
        assertEquals(weights(100, 0), edge.weights);
    }

    @Test
    void withoutEnoughRequestsItHoldsAndAnOperatorDecides() throws Exception {
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        run(controller, 130, 0);
        State.Held held = assertInstanceOf(State.Held.class, controller.state());
        assertTrue(held.reason().contains("of 20 requests"), held.reason());
        assertEquals(weights(90, 10), edge.weights, "a held deployment stays where it is");
        controller.resume("me");
        runUntilResting(controller, 100);
        assertInstanceOf(State.Done.class, controller.state(), said::toString);
    }

    @Test
    void theGuardWatchesAHeldDeploymentToo() throws Exception {
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        run(controller, 5, 300);
        controller.hold("me");
        edge.errors.put("prod2", 0.1);
        runUntilResting(controller, 300);
        assertInstanceOf(State.RolledBack.class, controller.state());
    }

    @Test
    void aStepIsNotDoneWhileTheObservedShareIsAnother() throws Exception {
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        run(controller, 1, 100);
        // The edge was asked for 10 %, but 60 % of the requests go there.
        for (int i = 0; i < 130; i++) {
            edge.weights.putAll(weights(40, 60));
            edge.second(100);
            edge.weights.putAll(weights(90, 10));
            controller.tick();
        }
        State.Held held = assertInstanceOf(State.Held.class, controller.state());
        assertTrue(held.reason().contains("asked are 10 %"), held.reason());
    }

    @Test
    void aRestartGoesOnWithTheWeightsAndTheStep() throws Exception {
        Controller first = controller();
        first.start(to("prod2"), "me");
        run(first, 14, 100);
        assertEquals(weights(75, 25), edge.weights);

        edge.restart(3_000);
        assertEquals(weights(100, 0), edge.weights, "as the configuration says");
        Controller second = controller();
        assertEquals(weights(75, 25), edge.weights);
        assertEquals(new State.Shifting(1), second.state());
        runUntilResting(second, 100);
        assertInstanceOf(State.Done.class, second.state(), said::toString);
    }

    @Test
    void theEvidenceSurvivesARestart() throws Exception {
        edge.errors.put("prod2", 0.05);
        Controller first = controller();
        first.start(to("prod2"), "me");
        run(first, 7, 40);
        edge.restart(1_000);
        Controller second = controller();
        runUntilResting(second, 300);
        assertInstanceOf(State.RolledBack.class, second.state());
        assertEquals(weights(100, 0), edge.weights);
    }

    @Test
    void afterTheEndTheWeightsOutliveTheProcess() throws Exception {
        Controller first = controller();
        first.start(to("prod2"), "me");
        runUntilResting(first, 100);
        edge.restart(86_400_000);
        Controller second = controller();
        assertEquals(weights(0, 100), edge.weights);
        assertEquals("prod1", view(second).get("next"));
    }

    @Test
    void aChangedConfigurationWinsAfterTheEndAndHoldsInTheMiddle() throws Exception {
        Controller first = controller();
        first.start(to("prod2"), "me");
        run(first, 5, 100);
        edge.configured.putAll(weights(60, 40));
        edge.restart(1_000);
        Controller second = controller();
        State.Held held = assertInstanceOf(State.Held.class, second.state());
        assertTrue(held.reason().contains("configuration"), held.reason());
        second.rollBack("me");

        edge.configured.putAll(weights(30, 70));
        edge.restart(1_000);
        controller();
        assertEquals(weights(30, 70), edge.weights);
    }

    @Test
    void aLongAbsenceHolds() throws Exception {
        Controller first = controller();
        first.start(to("prod2"), "me");
        run(first, 3, 100);
        edge.restart(Controller.LONGEST_ABSENCE_MS + 10_000);
        Controller second = controller();
        assertInstanceOf(State.Held.class, second.state());
        assertEquals(weights(90, 10), edge.weights);
    }

    @Test
    void anUnreadableStateFileHoldsAndSaysSo() throws Exception {
        Files.writeString(folder.resolve("shop.state.json"), "{\"format\":1,\"upst");
        Controller controller = controller();
        assertEquals("held", view(controller).get("state"));
        assertTrue(said.getFirst().contains("cannot be read"), said::toString);
        assertTrue(assertThrows(Refused.class, () -> controller.start(Wish.USUAL, "me"))
                .conflict());
        assertEquals(List.of(), edge.set, "nothing was changed");
        controller.abort("me");
        controller.start(Wish.USUAL, "me");
        assertEquals("preparing", view(controller).get("state"));
        try (var files = Files.list(folder)) {
            assertTrue(files.anyMatch(file -> file.toString().contains("unreadable")));
        }
    }

    @Test
    void whatCannotBeKeptIsNotBegun() throws Exception {
        Controller controller = controller();
        Files.createDirectory(folder.resolve("shop.state.json.new"));
        assertThrows(Refused.class, () -> controller.start(to("prod2"), "me"));
        assertEquals(List.of(), edge.set);
        assertInstanceOf(State.Idle.class, controller.state());
    }

    @Test
    void wrongWishesAreRefused() throws Exception {
        Controller controller = controller();
        Refused unknown = assertThrows(Refused.class, () -> controller.start(to("prod3"), "me"));
        assertFalse(unknown.conflict());
        assertTrue(unknown.reason().contains("prod1, prod2"), unknown.reason());
        assertThrows(Refused.class, () -> controller.start(to("prod1"), "me"), "it has 100 % already");
        assertThrows(Refused.class, () -> controller.hold("me"));
        assertThrows(Refused.class, () -> controller.resume("me"));
        assertThrows(Refused.class, () -> controller.rollBack("me"));
        edge.healthy.put("prod2", 0);
        assertTrue(assertThrows(Refused.class, () -> controller.start(to("prod2"), "me"))
                .reason()
                .contains("healthy"));
        edge.healthy.put("prod2", 2);
        assertThrows(
                Refused.class,
                () -> controller.start(new Wish(null, List.of(50, 25, 100), null, null, null, null, null), "me"));
        controller.start(to("prod2"), "me");
        assertTrue(assertThrows(Refused.class, () -> controller.start(to("prod2"), "me"))
                .conflict());
        assertEquals(List.of(), edge.set);
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        Controller controller = controller();
        assertEquals("prod2", controller.dryRun(Wish.USUAL).get("to"));
        assertInstanceOf(State.Idle.class, controller.state());
        assertEquals(List.of(), edge.set);
    }

    @Test
    void aReleaseIsAwaitedWithTheGroupEmptied() throws Exception {
        edge.configured.putAll(weights(50, 50));
        edge.restart(0);
        edge.inFlight.put("prod2", 3);
        Controller controller = controller();
        controller.start(new Wish("prod2", null, null, null, null, Ending.EVEN, true), "me");
        run(controller, 2, 100);
        assertEquals(weights(100, 0), edge.weights);
        assertEquals(new State.Preparing(false), controller.state(), "three requests are still in flight");
        edge.inFlight.put("prod2", 0);
        run(controller, 1, 100);
        assertTrue(
                assertInstanceOf(State.Held.class, controller.state()).reason().contains("is drained"));
        edge.healthy.put("prod2", 0);
        controller.resume("me");
        run(controller, 3, 100);
        assertEquals(new State.Preparing(true), controller.state(), "its servers are starting");
        edge.healthy.put("prod2", 2);
        runUntilResting(controller, 100);
        assertInstanceOf(State.Done.class, controller.state(), said::toString);
        assertEquals(weights(50, 50), edge.weights);
    }

    @Test
    void somebodyElsesWeightsHoldIt() throws Exception {
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        run(controller, 3, 100);
        edge.weights.putAll(weights(1, 1));
        run(controller, 1, 100);
        assertTrue(
                assertInstanceOf(State.Held.class, controller.state()).reason().contains("somebody else"));
        assertEquals(weights(1, 1), edge.weights);
        controller.abort("me");
        assertInstanceOf(State.Aborted.class, controller.state());
        assertEquals(weights(1, 1), edge.weights, "abort leaves them");
    }

    @Test
    void weightsThatCannotBeSetHoldIt() throws Exception {
        Controller controller = controller();
        edge.refuses = true;
        controller.start(to("prod2"), "me");
        run(controller, 2, 100);
        assertTrue(
                assertInstanceOf(State.Held.class, controller.state()).reason().contains("could not be set"));
    }

    @Test
    void aBadSignalRollsBackAndASilentOneHolds() throws Exception {
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        signal = new AppSignal.Reading(AppSignal.Health.SILENT, "no answer within 2000 ms");
        run(controller, 130, 100);
        assertTrue(
                assertInstanceOf(State.Held.class, controller.state()).reason().contains("silent"));
        signal = new AppSignal.Reading(AppSignal.Health.BAD, "0.91, at least 0.97");
        run(controller, 1, 100);
        assertInstanceOf(State.RolledBack.class, controller.state());
    }

    @Test
    void aNewGroupWithoutAHealthyServerIsRolledBack() throws Exception {
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        run(controller, 3, 100);
        edge.healthy.put("prod2", 0);
        run(controller, 4, 100);
        assertInstanceOf(State.RolledBack.class, controller.state());
    }

    @Test
    void reportsAreKeptAndTheOldestGo() throws Exception {
        Controller controller = controller();
        for (int cycle = 0; cycle < 5; cycle++) {
            controller.start(Wish.USUAL, "me");
            runUntilResting(controller, 100);
            run(controller, 2, 100);
        }
        List<String> ids = Reports.of(settings()).ids();
        assertEquals(3, ids.size());
        Tree json = Tree.parse(Reports.of(settings()).read(ids.getFirst(), "json"));
        assertEquals("done", json.tree("state").text("name"));
        assertEquals(0, json.tree("account").number("lost"));
        assertEquals(10_000, json.tree("users").number("movedOnce"));
        assertEquals(0, json.tree("users").number("movedMore"));
        String page = Reports.of(settings()).read(ids.getFirst(), "html");
        assertTrue(page.contains("<svg") && page.contains("한국어") && !page.contains("<script"));
        assertEquals(null, Reports.of(settings()).read("../shop-x", "json"));
    }

    @Test
    void aRolledBackDeploymentMovedItsUsersThereAndBack() throws Exception {
        edge.errors.put("prod2", 0.2);
        Controller controller = controller();
        controller.start(to("prod2"), "me");
        runUntilResting(controller, 100);
        Tree json = Tree.parse(
                Reports.of(settings()).read(Reports.of(settings()).ids().getFirst(), "json"));
        assertEquals(1_000, json.tree("users").number("movedBack"));
        assertEquals(9_000, json.tree("users").number("stayed"));
    }
}
