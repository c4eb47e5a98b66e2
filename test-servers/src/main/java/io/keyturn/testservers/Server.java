package io.keyturn.testservers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** Returns whether the program reaches what listens on 127.0.0.1 of this machine. */
  default boolean reachesThisMachine() {
    return false;
  }

  /** Returns the folder of the program, of a server that runs on this machine itself. */
  default Path home() {
    throw new UnsupportedOperationException();
  }

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
   * @param image where there is one
   * @param arguments given to the program and to the image alike; {@code {host}}, {@code {port}}
   *     and {@code {folder}} stand for where it is to listen and to write
   * @param files written into its folder before its first start, by name, with the same stand-ins;
   *     not into an image
   */
  record Recipe(
      String name,
      String version,
      List<String> command,
      Optional<String> image,
      List<String> arguments,
      Map<String, String> environment,
      Map<String, String> files) {

    /** The image of the version, of a server that has one. */
    String taggedImage() {
      return image.orElseThrow() + ":" + version;
    }

    List<String> arguments(String host, int port, String folder) {
      return arguments.stream().map(a -> filled(a, host, port, folder)).toList();
    }

    static String filled(String text, String host, int port, String folder) {
      return text.replace("{host}", host)
          .replace("{port}", Integer.toString(port))
          .replace("{folder}", folder);
    }
  }
}
