package io.keyturn.provider.vault;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that shows what a row of the page says, and how near to Vault. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface Witness {
  Row[] value();

  Kind kind();

  /** What stands in for Vault. */
  enum Kind {
    /** A Vault, and where it takes part a PostgreSQL. */
    REAL,
    /** An answer as a Vault gave it, or as Vault documents it. */
    RECORDED,
    /** None: what is sent is looked at, or that nothing is. */
    REQUEST
  }
}
