package io.keyturn.testservers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy on this machine that notes which hosts are asked for; it lets nobody through, or leads
 * all to one port of this machine.
 */
public final class ConnectProxy implements AutoCloseable {
  private static final String CONNECT = "CONNECT ";

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final OptionalInt target;

  /** One that lets nobody through. */
  public ConnectProxy() throws IOException {
    this(OptionalInt.empty());
  }

  private ConnectProxy(OptionalInt target) throws IOException {
    this.target = target;
    run("connect-proxy", this::accept);
  }

  /** One that leads all to a port of this machine. */
  public static ConnectProxy to(int port) throws IOException {
    return new ConnectProxy(OptionalInt.of(port));
  }

  /** Returns where it is. */
  public String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Returns the first line of each request. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** Returns the addresses, {@code host:port}, that tunnels were asked for. */
  public List<String> tunnels() {
    return asked.stream()
        .filter(line -> line.startsWith(CONNECT))
        .map(line -> line.substring(CONNECT.length(), line.lastIndexOf(' ')))
        .toList();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      open.add(client);
      run("connect-proxy-client", () -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      BufferedReader head =
          new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
      asked.add(String.valueOf(head.readLine()));
      String line = "";
      do {
        line = head.readLine();
      } while (line != null && !line.isEmpty());
      if (target.isPresent()) {
        tunnel(client);
      } else {
        say(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
      }
    }
  }

  /** Who asks for a tunnel says nothing more before it is there. */
  private void tunnel(Socket client) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt())) {
      open.add(server);
      say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      run(
          "connect-proxy-server",
          () -> server.getInputStream().transferTo(client.getOutputStream()));
      client.getInputStream().transferTo(server.getOutputStream());
    }
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void run(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // Somebody hung up, or it is the end of the test.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
