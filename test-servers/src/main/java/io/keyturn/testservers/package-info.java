/** Real servers for tests. */
@NullMarked
package io.keyturn.testservers;

import org.jspecify.annotations.NullMarked;
