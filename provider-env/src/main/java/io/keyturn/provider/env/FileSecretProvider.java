package io.keyturn.provider.env;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads files, and directories whose files are fields.
 *
 * <p>Files have no version of their own (a time stamp is none: it may stay the same over a change),
 * so each look reads all and the engine compares.
 */
final class FileSecretProvider implements SecretProvider {
  /** Those that change together are waited for together. */
  private static final int BATCH = 100;

  private static final Pattern DRIVE = Pattern.compile("/[A-Za-z]:.*", Pattern.DOTALL);

  private final Path directory;
  private final FileForm form;
  private final Settling settling;
  private final FileWatcher watcher;
  private volatile boolean closed;

  /** Relative paths are relative to this directory, which need not be there yet. */
  FileSecretProvider(Path directory, Access access) {
    this(directory, access, new Settling());
  }

  FileSecretProvider(Path directory, Access access, Settling settling) {
    this.directory = absolute(directory);
    this.form = new FileForm(access);
    this.settling = settling;
    this.watcher = new FileWatcher(settling);
  }

  /** As the system reads it: after a link {@code ..} is not the directory before it. */
  private static Path absolute(Path directory) {
    Path written = directory.toAbsolutePath();
    Path at = written.getRoot();
    for (Path part : written) {
      if (part.toString().equals("..")) {
        Path above = real(at).getParent();
        at = above == null ? at : above;
      } else if (!part.toString().equals(".")) {
        at = at.resolve(part);
      }
    }
    return at;
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) { // it is not there yet
      return directory;
    }
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    checkOpen();
    return settling.read(bundle, resolve(bundle), form);
  }

  @Override
  public int batchSize() {
    return BATCH;
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    checkOpen();
    return settling.read(resolve(known.keySet()), form);
  }

  @Override
  public Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
    checkOpen();
    return watcher.watch(resolve(bundles), changed);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the file provider is closed");
    }
  }

  /** The absolute path, with {@code format} only where the name does not say it. */
  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    FileFormat.check(bundle);
    // On Windows too a location is written with slashes.
    String separator = directory.getFileSystem().getSeparator();
    SecretLocation spelt = bundle.withPath(resolve(bundle).toString().replace(separator, "/"));
    return FileFormat.isNamed(spelt) ? withoutParams(spelt) : spelt;
  }

  private Map<SecretLocation, Path> resolve(Set<SecretLocation> bundles) {
    Map<SecretLocation, Path> paths = new LinkedHashMap<>();
    for (SecretLocation bundle : bundles) {
      paths.put(bundle, resolve(bundle));
    }
    return paths;
  }

  private Path resolve(SecretLocation bundle) {
    try {
      return directory.resolve(path(bundle));
    } catch (InvalidPathException e) { // not chained: it quotes the text
      throw new IllegalArgumentException("it is not a path on this system");
    }
  }

  /** On Windows {@code file:///C:/secrets} is meant as {@code file://C:/secrets}. */
  private String path(SecretLocation bundle) {
    String path = bundle.path();
    boolean windows = directory.getFileSystem().getSeparator().equals("\\");
    return windows && DRIVE.matcher(path).matches() ? path.substring(1) : path;
  }

  private static SecretLocation withoutParams(SecretLocation bundle) {
    String text = bundle.toString(); // in which a path has no question mark
    int params = text.indexOf('?');
    return params < 0 ? bundle : SecretLocation.parse(text.substring(0, params));
  }

  @Override
  public void close() {
    closed = true;
    watcher.close();
  }

  /** The directory that relative paths are relative to. */
  @Override
  public String toString() {
    return "FileSecretProvider[" + directory + "]";
  }
}
