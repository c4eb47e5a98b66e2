/** Whether readers feel a turn or an outage. */
@NullMarked
package io.keyturn.bench.undisturbed;

import org.jspecify.annotations.NullMarked;
