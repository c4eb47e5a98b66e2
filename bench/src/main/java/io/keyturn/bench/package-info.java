/**
 * Keyturn measured, beside the libraries people use today. Start with {@link
 * io.keyturn.bench.Bench}, which {@code tools/bench} calls; {@code docs/performance.md} is what
 * comes of it.
 *
 * <p>Each {@link io.keyturn.bench.Subject} is one package or class and writes figures; {@code page}
 * turns figures into the page.
 */
@NullMarked
package io.keyturn.bench;

import org.jspecify.annotations.NullMarked;
