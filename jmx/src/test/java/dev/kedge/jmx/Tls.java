package dev.kedge.jmx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and files of a secured connector for tests. */
final class Tls {

  private static final String PASSWORD = "only-for-tests";

  private Tls() {}

  /** Options with a fresh key and the users moni, oper, addi and nobody, each its own password. */
  static ConnectorOptions options(Path directory) throws IOException {
    Path store = directory.resolve("keys.p12");
    makeKey(store);
    return new ConnectorOptions(
        "127.0.0.1",
        0,
        store,
        secret(directory.resolve("keys.password"), PASSWORD + "\n"),
        secret(
            directory.resolve("jmx.password"),
            "moni pw-moni\noper pw-oper\naddi pw-addi\nnobody pw-nobody\n"),
        Files.writeString(
            directory.resolve("jmx.access"),
            "# who may do what\nmoni monitor\noper operator\naddi admin\n"));
  }

  private static Path secret(Path file, String content) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }

  private static void makeKey(Path store) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "kedge",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    if (keytool.onExit().join().exitValue() != 0) {
      throw new IOException("keytool failed");
    }
  }

  /** Makes this process trust the key, as a client would with javax.net.ssl.trustStore. */
  static void trust(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("kedge", keys.getCertificate("kedge"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLContext.setDefault(context);
  }
}
