/**
 * How a request to AWS is signed, alike for every provider that makes one.
 *
 * <p>For Keyturn's own providers alone: no other module sees it.
 */
@NullMarked
package io.keyturn.internal.aws;

import org.jspecify.annotations.NullMarked;
