package io.keyturn.examples.mailjet;

import ch.qos.logback.classic.Logger;
import io.keyturn.Rotating;
import io.keyturn.Rotation;
import io.keyturn.Secrets;
import io.keyturn.secret.SecretException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Sends mail by Mailjet, with a key that comes from configuration and turns while it runs. */
public final class Main {
  private final Options options;
  private final Stage stage;
  private final PrintStream out;

  private Main(Options options, Stage stage, PrintStream out) {
    this.options = options;
    this.stage = stage;
    this.out = out;
  }

  /**
   * Runs it. The exit code is 0 if every message was taken, and the demonstration, if it ran,
   * showed a turn; 2 for a command line it does not understand; else 1.
   *
   * @param args see {@link Options#USAGE}
   */
  public static void main(String... args) throws InterruptedException {
    System.exit(exitCode(System.out, System.err, args));
  }

  private static int exitCode(PrintStream out, PrintStream err, String... args)
      throws InterruptedException {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage() + "\n" + Options.USAGE);
      return 2;
    }
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(options.log());
    try (Stage stage = Stage.set(System.getenv(), System.getProperties())) {
      return new Main(options, stage, out).run() ? 0 : 1;
    } catch (IllegalArgumentException | SecretException e) {
      err.println(e.getMessage()); // says what to do and quotes no value
      return 1;
    } catch (IOException e) {
      err.println("The example cannot run: " + e);
      return 1;
    }
  }

  private boolean run() throws IOException, InterruptedException {
    Mailjet mailjet = new Mailjet(stage.mailjet());
    try (Secrets secrets =
        Secrets.builder()
            .configured()
            .properties(stage.configuration())
            .require(MailjetKeys.class)
            .verify(MailjetKeys.class, mailjet::prove)
            .build()) {
      Rotating<MailjetKeys> keys = secrets.rotating(MailjetKeys.class);
      keys.onRotation(this::turned);
      return sendAll(new Sender(keys.map(mailjet::mailer), out)) && stage.complete();
    }
  }

  private void turned(Rotation turn) {
    out.println(
        "turned  %s  version %s -> %s  (%s)"
            .formatted(
                turn.bundle().store(),
                turn.oldVersion(),
                turn.newVersion(),
                turn.why().name().toLowerCase(Locale.ROOT)));
    stage.turned();
  }

  private boolean sendAll(Sender sender) throws IOException, InterruptedException {
    boolean allTaken = true;
    for (int number = 1; number <= options.sends(); number++) {
      if (number > 1) {
        Thread.sleep(options.every().toMillis());
      }
      stage.before(number, options.sends());
      allTaken &= sender.send(number);
    }
    return allTaken;
  }
}
