/**
 * The SPI: what a store's module implements so that the engine can read from it.
 *
 * <p>Start with {@link io.keyturn.provider.SecretProvider}; application code uses package {@code
 * io.keyturn}.
 *
 * <table>
 *   <caption>The types</caption>
 *   <tr><th>type</th><th>what it is</th><th>when it is called</th></tr>
 *   <tr><td>{@link io.keyturn.provider.SecretProvider}</td><td>reads bundles from one store</td><td>by the engine's threads, concurrently</td></tr>
 *   <tr><td>{@link io.keyturn.provider.SecretProviderFactory}</td><td>makes a provider from configuration</td><td>once for each configured store, at start</td></tr>
 *   <tr><td>{@link io.keyturn.provider.ProviderSettings}</td><td>what is configured for one store</td><td>given to the factory</td></tr>
 * </table>
 *
 * No type here prints a secret value.
 */
@NullMarked
package io.keyturn.provider;

import org.jspecify.annotations.NullMarked;
