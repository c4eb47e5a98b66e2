package io.keyturn.examples.mailjet;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What surrounds the application: a Mailjet, and the {@link Demo} where no store is named. Used by
 * one thread; only {@link #turned} may be called by any.
 */
final class Stage implements AutoCloseable {
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
    Optional<URI> given =
        Optional.ofNullable(environment.get("MAILJET_BASE_URL"))
            .map(url -> URI.create(url.replaceAll("/+$", ""))); // the client adds its own slash
    Optional<MailjetStandIn> standIn =
        given.isPresent()
            ? Optional.empty()
            : Optional.of(demonstrate ? MailjetStandIn.start() : MailjetStandIn.startLearning());
    return new Stage(
        given.or(() -> standIn.map(MailjetStandIn::address)).orElseThrow(),
        standIn,
        demonstrate ? Optional.of(new Demo(standIn)) : Optional.empty());
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
