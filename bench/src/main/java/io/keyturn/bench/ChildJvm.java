package io.keyturn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Another JVM, of the kind that this one is. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Makes it, not yet started.
   *
   * @param options for the JVM
   * @param classPath its class path
   * @param main the class that is run
   * @param arguments for the class
   * @return its process; what it prints comes out here
   */
  public static ProcessBuilder of(
      List<String> options, String classPath, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).inheritIO();
  }

  /**
   * Runs it to its end.
   *
   * @param process what is run
   * @param environment variables it gets besides
   * @return how long it took, in milliseconds
   * @throws IllegalStateException if it fails
   */
  public static double run(ProcessBuilder process, Map<String, String> environment)
      throws IOException, InterruptedException {
    process.environment().putAll(environment);
    long begin = System.nanoTime();
    int status = process.start().waitFor();
    double millis = (System.nanoTime() - begin) / 1e6;
    if (status != 0) {
      throw new IllegalStateException("a child JVM ended with " + status);
    }
    return millis;
  }
}
