/**
 * A provider as a third party writes one: secrets in a tree of web resources. {@code
 * docs/writing-a-provider.md} is built from it.
 */
@NullMarked
package io.keyturn.examples.httptree;

import org.jspecify.annotations.NullMarked;
