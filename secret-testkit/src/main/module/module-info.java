/** Tools for tests of applications and of providers. */
module io.keyturn.testkit {
  requires static org.jspecify;
  requires static ch.qos.logback.classic;
  requires static ch.qos.logback.core;
  requires transitive io.keyturn;
  requires transitive org.junit.jupiter.api;
  requires java.logging;
  requires jdk.management;
  requires org.assertj.core;
  requires org.slf4j;

  exports io.keyturn.testkit;

  provides org.junit.jupiter.api.extension.Extension with
      io.keyturn.testkit.LeakGuard;
}
