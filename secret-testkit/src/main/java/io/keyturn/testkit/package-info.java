/** Tools for tests of applications and of providers. */
@NullMarked
package io.keyturn.testkit;

import org.jspecify.annotations.NullMarked;
