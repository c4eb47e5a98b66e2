package io.keyturn.provider.vault;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stands before a server, and can be shut or hang while the server keeps its data. */
final class Gate implements AutoCloseable {
  private final URI server;
  private final int port;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket door;
  private @Nullable Thread doorman;
  private volatile boolean hung;

  Gate(URI server) {
    this.server = server;
    ServerSocket socket = listen(0);
    this.port = socket.getLocalPort();
    accept(socket);
  }

  URI address() {
    return URI.create(server.getScheme() + "://127.0.0.1:" + port);
  }

  /** Connections are refused, and those that are there are broken. */
  void shut() {
    if (door != null && doorman != null) {
      quietly(door);
      join(doorman);
      door = null;
    }
    open.forEach(Gate::quietly);
    open.clear();
  }

  /** Connections are taken, and nothing is answered any more. */
  void hang() {
    hung = true;
  }

  void open() {
    hung = false;
    shut(); // also what hung
    accept(listen(port));
  }

  @Override
  public void close() {
    shut();
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket socket) {
    door = socket;
    doorman =
        start(
            () -> {
              while (true) {
                welcome(socket.accept());
              }
            });
  }

  private void welcome(Socket client) throws IOException {
    Socket target = new Socket(server.getHost(), server.getPort());
    open.add(client);
    open.add(target);
    start(() -> pump(client, target));
    start(() -> pump(target, client));
  }

  private void pump(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      byte[] bytes = new byte[8192];
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        if (!hung) {
          to.getOutputStream().write(bytes, 0, n);
        }
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread start(Work work) {
    Thread thread = new Thread(() -> quietly(work), "gate");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void quietly(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      // A connection ended, as connections here do.
    }
  }

  private static void quietly(Closeable closeable) {
    quietly((Work) closeable::close);
  }

  private interface Work {
    void run() throws IOException;
  }
}
