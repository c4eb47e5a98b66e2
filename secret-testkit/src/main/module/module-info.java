/** Tools for tests of applications and of providers. */
module io.keyturn.testkit {
  requires static org.jspecify;
  requires transitive io.keyturn;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
}
