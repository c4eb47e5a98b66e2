package io.keyturn;

import io.keyturn.provider.SecretProviderFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** A class path with resources of a test's own in memory; no other test sees them. */
final class TestClassPath extends ClassLoader {
  static final String SERVICES = "META-INF/services/" + SecretProviderFactory.class.getName();

  private final List<URL> resources = new ArrayList<>();

  TestClassPath() {
    super(TestClassPath.class.getClassLoader());
  }

  void add(String name, String text) {
    try {
      int jar = resources.size() + 1;
      resources.add(new URL(null, "memory:/jar" + jar + "/" + name, new InMemory(text)));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A class that cannot be linked, as one made for a newer JDK. */
  static final String TORN = "io.keyturn.Torn";

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.equals(TORN)) {
      throw new UnsupportedClassVersionError(name);
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return Collections.enumeration(
        resources.stream().filter(url -> url.getPath().endsWith(name)).toList());
  }

  private static final class InMemory extends URLStreamHandler {
    private final String text;

    InMemory(String text) {
      this.text = text;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() throws IOException {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
      };
    }
  }
}
