package io.keyturn.bench.start;

import java.io.File;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parts of the class path of this JVM, for programs that get no more than they need. */
final class ClassPath {
  private ClassPath() {}

  /** What of it one finds by a pattern. */
  static String of(Pattern jars) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(jars.asPredicate())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
