package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.KedgeConnection;
import dev.kedge.jdbc.internal.error.SqlErrors;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Struct;

/**
 * What a connection of Kedge does not support: stored procedures, savepoints, and types that there
 * are none of.
 */
abstract class BaseConnection implements KedgeConnection {

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    throw SqlErrors.unsupported("createArrayOf");
  }

  @Override
  public Blob createBlob() throws SQLException {
    throw SqlErrors.unsupported("createBlob");
  }

  @Override
  public Clob createClob() throws SQLException {
    throw SqlErrors.unsupported("createClob");
  }

  @Override
  public NClob createNClob() throws SQLException {
    throw SqlErrors.unsupported("createNClob");
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw SqlErrors.unsupported("createSQLXML");
  }

  @Override
  public Struct createStruct(String typeName, Object[] elements) throws SQLException {
    throw SqlErrors.unsupported("createStruct");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    throw SqlErrors.unsupported("prepareCall");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    throw SqlErrors.unsupported("prepareCall");
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    throw SqlErrors.unsupported("prepareCall");
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    throw SqlErrors.unsupported("releaseSavepoint");
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    throw SqlErrors.unsupported("rollback");
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    throw SqlErrors.unsupported("setSavepoint");
  }

  @Override
  public Savepoint setSavepoint(String sql) throws SQLException {
    throw SqlErrors.unsupported("setSavepoint");
  }
}
