package io.keyturn.provider.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on this machine that notes which hosts are asked for, and lets nobody through. */
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> asked = new CopyOnWriteArrayList<>();

  ConnectProxy() throws IOException {
    Thread door = new Thread(this::accept, "connect-proxy");
    door.setDaemon(true);
    door.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The first line of each request. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void accept() {
    try {
      while (true) {
        try (Socket socket = server.accept();
            BufferedReader request =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
          asked.add(String.valueOf(request.readLine()));
          for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
            line = request.readLine();
          }
          socket
              .getOutputStream()
              .write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
        }
      }
    } catch (IOException e) {
      // The end of the test.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
