package dev.kedge.jmx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMIServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Server sockets that listen on one address and speak nothing but TLS.
 *
 * <p>An RMI registry lets every process of its host bind names in it, whoever owns that process,
 * and so could be made to lead clients elsewhere. It tells such a process by its address; here the
 * address of a local peer is not told, and the registry refuses to bind for peers without one.
 */
final class TlsSockets implements RMIServerSocketFactory {

  /** The address of peers on this host. */
  static final InetAddress NAMELESS = new InetSocketAddress(0).getAddress();

  private final SSLContext tls;
  private final InetAddress address;
  private volatile int port;

  TlsSockets(SSLContext tls, InetAddress address) {
    this.tls = tls;
    this.address = address;
  }

  /** The port of the socket that was made last. */
  int port() {
    return port;
  }

  @Override
  public ServerSocket createServerSocket(int wanted) throws IOException {
    ServerSocket socket = new TlsServerSocket();
    socket.bind(new InetSocketAddress(address, wanted));
    port = socket.getLocalPort();
    return socket;
  }

  private final class TlsServerSocket extends ServerSocket {

    TlsServerSocket() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      Socket plain = new NamelessSocket();
      implAccept(plain);
      SSLSocket secured =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
      secured.setUseClientMode(false);
      return secured;
    }
  }

  private static final class NamelessSocket extends Socket {
    @Override
    public InetAddress getInetAddress() {
      InetAddress peer = super.getInetAddress();
      return peer == null || !isLocal(peer) ? peer : NAMELESS;
    }

    private static boolean isLocal(InetAddress peer) {
      try {
        return peer.isLoopbackAddress() || NetworkInterface.getByInetAddress(peer) != null;
      } catch (IOException e) {
        return true;
      }
    }
  }
}
