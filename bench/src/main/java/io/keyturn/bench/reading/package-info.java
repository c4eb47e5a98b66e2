/** What a read costs, in JMH, beside peers. */
@NullMarked
package io.keyturn.bench.reading;

import org.jspecify.annotations.NullMarked;
