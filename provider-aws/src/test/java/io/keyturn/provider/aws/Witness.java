package io.keyturn.provider.aws;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that shows what a row of the page says, and how near to AWS. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface Witness {
  Row[] value();

  Kind kind();

  /** What stands in for AWS. */
  enum Kind {
    /** A server of its own: moto, or AWS's agent. */
    REAL,
    /** An answer as AWS documents it. */
    RECORDED,
    /** None: what is sent is looked at, or that nothing is. */
    REQUEST
  }
}
