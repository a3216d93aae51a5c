package dev.naru.origin.jobs;

import dev.naru.origin.platform.Problem;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The jobs that can be called, by name, with their configuration applied. */
@Singleton
final class JobRegistry {

    /** A job and how it is run here. */
    record Entry(Job job, JobSpec spec) {}

    private final Map<String, Entry> entries = new TreeMap<>();

    @Inject
    JobRegistry(Instance<Job> jobs, JobsConfig config) {
        this(jobs.stream().toList(), config);
    }

    JobRegistry(List<Job> jobs, JobsConfig config) {
        for (Job job : jobs) {
            JobSpec spec = job.spec();
            JobsConfig.Override override = config.job().get(spec.name());
            entries.put(spec.name(), new Entry(job, override == null ? spec : spec.with(override)));
        }
        for (String name : config.job().keySet()) {
            if (!entries.containsKey(name)) {
                throw new IllegalArgumentException(
                        "naru.jobs.job." + name + ": there is no such job. The jobs are " + entries.keySet() + ".");
            }
        }
    }

    Collection<Entry> all() {
        return entries.values();
    }

    /** @throws Problem 404 when there is no such job */
    Entry find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw Problem.notFound("There is no such job. The jobs are " + entries.keySet() + ".");
        }
        return entry;
    }
}
