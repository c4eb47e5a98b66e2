/**
 * Real servers for tests, started on the loopback and ended with the test or its JVM.
 *
 * <p>Start with {@link io.keyturn.testservers.Moto}, {@link
 * io.keyturn.testservers.SecretsManagerAgent}, {@link io.keyturn.testservers.VaultServer} or {@link
 * io.keyturn.testservers.PostgresServer}; of Vault there are an agent and a pair too. What they
 * print holds credentials and goes to files below {@code target/test-servers} that only their owner
 * can read. To share one between the tests of a JVM: {@link io.keyturn.testservers.Shared}.
 */
@NullMarked
package io.keyturn.testservers;

import org.jspecify.annotations.NullMarked;
