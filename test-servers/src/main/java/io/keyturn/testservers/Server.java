package io.keyturn.testservers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server program that can be started again and again on its one port of the loopback. */
interface Server {

  /** Returns the port, the same for the whole life of this object. */
  int port();

  /** Starts the program; it need not answer yet. */
  void start();

  /** Ends the program, at once; nothing happens if it is not running. */
  void stop();

  /** Returns whether the program is running. */
  boolean isRunning();

  /** Returns what the program has printed since its last start. It may hold credentials. */
  String output();

  /** Returns where a developer finds the output. */
  String place();

  /**
   * Returns a file that the program writes to its folder. Reading it, or this method, throws an
   * {@code UncheckedIOException} or {@code IOException} while it is not there.
   */
  Path file(String name);

  /**
   * What a server is made from.
   *
   * @param command the program in the folder that {@code tools/servers} installed, and what always
   *     comes with it
   * @param arguments given to the program and to the image alike; {@code {host}}, {@code {port}}
   *     and {@code {folder}} stand for where it is to listen and to write
   */
  record Recipe(
      String name,
      String version,
      List<String> command,
      String image,
      List<String> arguments,
      Map<String, String> environment) {

    List<String> arguments(String host, int port, String folder) {
      return arguments.stream()
          .map(a -> a.replace("{host}", host))
          .map(a -> a.replace("{port}", Integer.toString(port)))
          .map(a -> a.replace("{folder}", folder))
          .toList();
    }
  }
}
