package io.keyturn.testservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** An address of the loopback that never answers; nobody else gets its port until it is closed. */
public final class DeadAddress implements AutoCloseable {

  private final Closeable socket;
  private final int port;

  private DeadAddress(Closeable socket, int port) {
    this.socket = socket;
    this.port = port;
  }

  /**
   * Returns an address that takes connections and then says nothing. The system takes the first few
   * dozen by itself, so that no thread is needed.
   */
  public static DeadAddress hung() {
    try {
      ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      return new DeadAddress(socket, socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an address that refuses connections: its port is taken, and nobody listens. */
  public static DeadAddress refusing() {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new DeadAddress(socket, socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the address, over HTTP and without a path. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
