/** Results, the bars they are held against, and the page that shows both. */
@NullMarked
package io.keyturn.bench.page;

import org.jspecify.annotations.NullMarked;
