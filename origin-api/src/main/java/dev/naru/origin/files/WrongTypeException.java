package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;

/** The first bytes of an upload show that no later ones can make it a file. */
final class WrongTypeException extends Exception {

    private final transient Problem problem;

    WrongTypeException(Problem problem) {
        super(problem);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
