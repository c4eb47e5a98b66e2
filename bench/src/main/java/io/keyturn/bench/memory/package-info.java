/** What bundles weigh, and what they cost while nothing happens. */
@NullMarked
package io.keyturn.bench.memory;

import org.jspecify.annotations.NullMarked;
