/**
 * Real servers for tests, started on the loopback and ended with the test or its JVM.
 *
 * <p>Start with {@link io.keyturn.testservers.Moto}, {@link
 * io.keyturn.testservers.SecretsManagerAgent}, {@link io.keyturn.testservers.VaultServer} or {@link
 * io.keyturn.testservers.PostgresServer}. What they print holds credentials and goes to files below
 * {@code target/test-servers} that only their owner can read.
 */
@NullMarked
package io.keyturn.testservers;

import org.jspecify.annotations.NullMarked;
