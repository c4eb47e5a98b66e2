/** Secrets that turn without a restart. */
module io.keyturn {
  requires static org.jspecify;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
}
