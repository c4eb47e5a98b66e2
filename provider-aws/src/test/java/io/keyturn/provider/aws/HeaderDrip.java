package io.keyturn.provider.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server whose answers begin with a header that never ends, a character each tenth of a second.
 */
final class HeaderDrip implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();

  HeaderDrip() throws IOException {
    Thread door = new Thread(this::accept, "header-drip");
    door.setDaemon(true);
    door.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  List<Socket> connections() {
    return connections;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.add(socket);
        write(socket, "HTTP/1.1 200 OK\r\nX-Drip: ");
        var unused =
            drops.scheduleAtFixedRate(() -> write(socket, "x"), 0, 100, TimeUnit.MILLISECONDS);
      }
    } catch (IOException | UncheckedIOException closed) {
      // the end of the test
    }
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    drops.shutdownNow();
    server.close();
    for (Socket socket : connections) {
      socket.close();
    }
  }
}
