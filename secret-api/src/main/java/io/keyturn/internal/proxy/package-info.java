/**
 * Through which proxy a store is asked, alike for every provider that asks by HTTP.
 *
 * <p>For Keyturn's own providers alone: no other module sees it.
 */
@NullMarked
package io.keyturn.internal.proxy;

import org.jspecify.annotations.NullMarked;
