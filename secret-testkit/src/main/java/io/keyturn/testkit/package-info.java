/**
 * Tools for tests: of applications that read secrets, and of providers.
 *
 * <p>Start with {@link io.keyturn.testkit.InMemoryProvider} for an application, and with {@link
 * io.keyturn.testkit.SecretProviderContract} for a provider. {@link io.keyturn.testkit.LeakGuard}
 * proves that no value is printed, logged or thrown.
 */
@NullMarked
package io.keyturn.testkit;

import org.jspecify.annotations.NullMarked;
