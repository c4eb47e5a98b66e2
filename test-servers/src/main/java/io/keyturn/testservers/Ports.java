package io.keyturn.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback for servers that are started a little later.
 *
 * <p>They are below those that systems give to connections, and each is the process's own until it
 * ends: a file is locked for it, which other test runs at the same time see.
 */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  /** Open, so that their locks last as long as the process. */
  private static final Queue<FileChannel> HELD = new ConcurrentLinkedQueue<>();

  private Ports() {}

  /** Returns a port that nobody listens on, and that no other process is given. */
  static int free() {
    int port;
    do {
      port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
    } while (!isReserved(port) || !isFree(port));
    return port;
  }

  private static boolean isReserved(int port) {
    try {
      Files.createDirectories(file(port).getParent());
      FileChannel file =
          FileChannel.open(file(port), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      HELD.add(file);
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) { // this process has it
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whose lock says that it is given. */
  static Path file(int port) {
    String folder = "keyturn-ports-" + System.getProperty("user.name");
    return Path.of(System.getProperty("java.io.tmpdir"), folder, Integer.toString(port));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) { // somebody listens
      return false;
    }
  }
}
