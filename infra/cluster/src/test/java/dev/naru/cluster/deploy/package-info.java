/** Failover deployments of a real edge process under steady load: what {@code infra/cluster/prove-deploy} runs. */
package dev.naru.cluster.deploy;
