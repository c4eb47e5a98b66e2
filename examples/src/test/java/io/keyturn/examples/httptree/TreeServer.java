package io.keyturn.examples.httptree;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A web server whose resources, below {@code /tree/}, have counted ETags. Thread-safe. */
final class TreeServer implements AutoCloseable {
  private final Map<String, Resource> resources = new ConcurrentHashMap<>();
  private final AtomicInteger versions = new AtomicInteger();
  private final ExecutorService workers = Executors.newCachedThreadPool(TreeServer::daemon);
  private volatile CountDownLatch hung = new CountDownLatch(0);
  private volatile boolean broken;
  private HttpServer server = start(0);

  private static final class Resource {
    private final byte[] content;
    private final String etag;
    private volatile boolean denied;

    private Resource(byte[] content, String etag) {
      this.content = content;
      this.etag = etag;
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "tree-server");
    thread.setDaemon(true);
    return thread;
  }

  private HttpServer start(int port) {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      started.createContext("/tree/", this::answer);
      started.setExecutor(workers);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port() + "/tree");
  }

  private int port() {
    return server.getAddress().getPort();
  }

  void put(String path, byte[] content) {
    resources.put(path, new Resource(content, "\"v" + versions.incrementAndGet() + "\""));
  }

  void deny(String path) {
    resources.computeIfPresent(
        path,
        (p, resource) -> {
          resource.denied = true;
          return resource;
        });
  }

  void delete(String path) {
    resources.remove(path);
  }

  void stop() {
    server.stop(0);
  }

  void hang() {
    hung = new CountDownLatch(1);
  }

  void breakDown() {
    broken = true;
  }

  void recover() {
    broken = false;
    hung.countDown();
    int port = port();
    server.stop(0);
    server = start(port);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      hung.await();
      Resource resource =
          resources.get(exchange.getRequestURI().getPath().substring("/tree/".length()));
      int status = status(resource, exchange.getRequestHeaders().getFirst("If-None-Match"));
      if (resource == null || status != 200) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      exchange.getResponseHeaders().set("ETag", resource.etag);
      exchange.sendResponseHeaders(200, resource.content.length);
      exchange.getResponseBody().write(resource.content);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int status(@Nullable Resource resource, @Nullable String known) {
    if (broken) {
      return 503;
    }
    if (resource == null) {
      return 404;
    }
    if (resource.denied) {
      return 403;
    }
    return resource.etag.equals(known) ? 304 : 200;
  }

  @Override
  public void close() {
    hung.countDown();
    server.stop(0);
    workers.shutdownNow();
  }
}
