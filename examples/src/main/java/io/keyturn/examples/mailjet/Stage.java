package io.keyturn.examples.mailjet;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What surrounds the application: a Mailjet, and the {@link Demo} where no store is named. Used by
 * one thread; only {@link #turned} may be called by any.
 */
final class Stage implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("https?://[\\w.:\\[\\]-]+(/[\\w./-]*)?");

  private final URI mailjet;
  private final Optional<MailjetStandIn> standIn;
  private final Optional<Demo> demo;

  private Stage(URI mailjet, Optional<MailjetStandIn> standIn, Optional<Demo> demo) {
    this.mailjet = mailjet;
    this.standIn = standIn;
    this.demo = demo;
  }

  /** Sets it up as the environment says. */
  static Stage set(Map<String, String> environment, Properties properties) throws IOException {
    boolean demonstrate = Demo.wanted(environment, properties);
    Optional<URI> given = address(environment.getOrDefault("MAILJET_BASE_URL", ""));
    if (given.isPresent()) {
      return new Stage(given.get(), Optional.empty(), demo(demonstrate, Optional.empty()));
    }
    MailjetStandIn standIn = demonstrate ? MailjetStandIn.start() : MailjetStandIn.startLearning();
    try {
      Optional<MailjetStandIn> own = Optional.of(standIn);
      return new Stage(standIn.address(), own, demo(demonstrate, own));
    } catch (IOException | RuntimeException e) {
      standIn.close();
      throw e;
    }
  }

  private static Optional<Demo> demo(boolean demonstrate, Optional<MailjetStandIn> standIn)
      throws IOException {
    return demonstrate ? Optional.of(new Demo(standIn)) : Optional.empty();
  }

  /** An address without its last slash, since the client adds its own; an empty text is none. */
  private static Optional<URI> address(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    if (!ADDRESS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "MAILJET_BASE_URL is no address such as http://127.0.0.1:8080");
    }
    return Optional.of(URI.create(text.replaceAll("/+$", "")));
  }

  /** Where Mailjet is. */
  URI mailjet() {
    return mailjet;
  }

  /** What the demonstration adds to the configuration. */
  Map<String, String> configuration() {
    return demo.map(Demo::configuration).orElse(Map.of());
  }

  /** Called before each message. */
  void before(int send, int sends) throws IOException, InterruptedException {
    if (demo.isPresent()) {
      demo.get().before(send, sends);
    }
  }

  /** The application has turned. */
  void turned() {
    demo.ifPresent(Demo::turned);
  }

  /** Whether everything that was to be shown has been seen. */
  boolean complete() {
    return demo.map(Demo::hasTurned).orElse(true);
  }

  @Override
  public void close() throws IOException {
    standIn.ifPresent(MailjetStandIn::close);
    if (demo.isPresent()) {
      demo.get().close();
    }
  }
}
