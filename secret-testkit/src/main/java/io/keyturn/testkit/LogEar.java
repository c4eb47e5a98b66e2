package io.keyturn.testkit;

import java.util.List;
import org.slf4j.ILoggerFactory;

/** Hears all that is logged, at every level, and changes nothing of what is printed. */
interface LogEar {
  /** Listens, again where somebody has reset the log since. */
  void attach();

  void close();

  /**
   * The ears for SLF4J's backend and for {@code java.util.logging}, by which the JDK logs whatever
   * that backend is.
   *
   * @throws IllegalStateException if it is none that can be heard
   */
  static List<LogEar> of(Ears ears, ILoggerFactory backend) {
    return switch (backend.getClass().getName()) {
      case "ch.qos.logback.classic.LoggerContext" ->
          List.of(LogbackEar.of(ears, backend), new JulEar(ears));
      case "org.slf4j.jul.JDK14LoggerFactory" -> List.of(new JulEar(ears));
      default ->
          throw new IllegalStateException(
              "LeakGuard cannot hear the log: SLF4J's backend is "
                  + backend.getClass().getName()
                  + "; put ch.qos.logback:logback-classic or org.slf4j:slf4j-jdk14 on the tests'"
                  + " class path");
    };
  }
}
