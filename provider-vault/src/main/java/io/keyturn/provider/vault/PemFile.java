package io.keyturn.provider.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.keyturn.provider.ProviderSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file that a key of the settings names, read anew each time.
 *
 * <p>What is wrong with it is an {@link IllegalArgumentException} that names the key, and quotes
 * neither path nor content. No buffer is wiped: the key that the JDK makes keeps the same bytes as
 * long as it is in use.
 */
record PemFile(ProviderSettings.Key key, String path) {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  static Optional<PemFile> of(ProviderSettings settings, ProviderSettings.Key key) {
    return TransportKeys.ofTls(settings, key).map(path -> new PemFile(key, path));
  }

  List<Certificate> certificates() {
    try {
      List<Certificate> certificates =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(blocks())));
      if (certificates.isEmpty()) {
        throw problem("without a certificate");
      }
      return certificates;
    } catch (CertificateException e) {
      throw problem("that is not PEM certificates");
    }
  }

  /** Those of certificates alone: where others are among them, the JDK reads none. */
  private byte[] blocks() {
    String text = new String(content(), ISO_8859_1);
    StringBuilder blocks = new StringBuilder();
    int end = 0;
    for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, end)) {
      int last = text.indexOf(END, begin);
      if (last < 0) {
        throw problem("that is not PEM certificates");
      }
      end = last + END.length();
      blocks.append(text, begin, end).append('\n');
    }
    return blocks.toString().getBytes(ISO_8859_1);
  }

  PrivateKey privateKey() {
    try {
      return PemKey.of(content());
    } catch (GeneralSecurityException e) {
      throw problem("that is not a PEM private key without a password: PKCS#8, PKCS#1 or SEC 1");
    }
  }

  private byte[] content() {
    try {
      return Files.readAllBytes(Path.of(path));
    } catch (IOException | InvalidPathException e) {
      throw problem("that cannot be read");
    }
  }

  private IllegalArgumentException problem(String what) {
    return new IllegalArgumentException(key.name() + " names a file " + what);
  }

  /** What shows that it changed; empty while it is not there. Links are followed. */
  Optional<Mark> mark() {
    try {
      BasicFileAttributes file = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return Optional.of(new Mark(file.lastModifiedTime(), file.size(), file.fileKey()));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Time, size and, where there are such, the inode of a file. */
  record Mark(FileTime time, long size, @Nullable Object inode) {}
}
