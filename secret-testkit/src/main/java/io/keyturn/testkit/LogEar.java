package io.keyturn.testkit;

import org.slf4j.ILoggerFactory;

/** Hears all that is logged, at every level, and changes nothing of what is printed. */
interface LogEar {
  /** Listens, again where somebody has reset the log since. */
  void attach();

  void close();

  /**
   * The ear for SLF4J's backend.
   *
   * @throws IllegalStateException if it is none that can be heard
   */
  static LogEar of(Ears ears, ILoggerFactory backend) {
    return switch (backend.getClass().getName()) {
      case "ch.qos.logback.classic.LoggerContext" -> LogbackEar.of(ears, backend);
      case "org.slf4j.jul.JDK14LoggerFactory" -> new JulEar(ears);
      default ->
          throw new IllegalStateException(
              "LeakGuard cannot hear the log: SLF4J's backend is "
                  + backend.getClass().getName()
                  + "; put ch.qos.logback:logback-classic or org.slf4j:slf4j-jdk14 on the tests'"
                  + " class path");
    };
  }
}
