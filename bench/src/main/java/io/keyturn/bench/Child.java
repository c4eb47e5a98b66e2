package io.keyturn.bench;

import io.keyturn.bench.page.Results;
import java.nio.file.Path;
import java.util.Objects;

/** Measures one subject in this JVM and writes its figures to a file. */
final class Child {
  private Child() {}

  public static void main(String[] arguments) throws Exception {
    Subject subject = Objects.requireNonNull(Subjects.all().get(arguments[0]));
    Figures figures = new Figures();
    subject.measure(Boolean.parseBoolean(arguments[1]), figures);
    Results.writeFigures(figures.byName(), Path.of(arguments[2]));
    System.exit(0); // some peer leaves a thread behind
  }
}
