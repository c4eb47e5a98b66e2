/**
 * What tests of the documentation's pages share: programs that run a page's examples as they stand
 * there, and the tables of what each test shows.
 *
 * <p>Start with {@link io.keyturn.testpages.Page}.
 */
@NullMarked
package io.keyturn.testpages;

import org.jspecify.annotations.NullMarked;
