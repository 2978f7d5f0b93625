package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.error.SqlErrors;
import java.io.InputStream;
import java.io.Reader;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;

/**
 * What a prepared statement of Kedge does not support: types that there are none of, such as
 * locators.
 */
abstract class BasePreparedStatement extends JdbcStatement implements PreparedStatement {

  BasePreparedStatement(JdbcConnection connection) {
    super(connection, true);
  }

  @Override
  public void setArray(int parameter, Array value) throws SQLException {
    throw SqlErrors.unsupported("setArray");
  }

  @Override
  public void setBlob(int parameter, InputStream value, long length) throws SQLException {
    throw SqlErrors.unsupported("setBlob");
  }

  @Override
  public void setBlob(int parameter, InputStream value) throws SQLException {
    throw SqlErrors.unsupported("setBlob");
  }

  @Override
  public void setBlob(int parameter, Blob value) throws SQLException {
    throw SqlErrors.unsupported("setBlob");
  }

  @Override
  public void setClob(int parameter, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("setClob");
  }

  @Override
  public void setClob(int parameter, Reader value) throws SQLException {
    throw SqlErrors.unsupported("setClob");
  }

  @Override
  public void setClob(int parameter, Clob value) throws SQLException {
    throw SqlErrors.unsupported("setClob");
  }

  @Override
  public void setNClob(int parameter, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("setNClob");
  }

  @Override
  public void setNClob(int parameter, Reader value) throws SQLException {
    throw SqlErrors.unsupported("setNClob");
  }

  @Override
  public void setNClob(int parameter, NClob value) throws SQLException {
    throw SqlErrors.unsupported("setNClob");
  }

  @Override
  public void setRef(int parameter, Ref value) throws SQLException {
    throw SqlErrors.unsupported("setRef");
  }

  @Override
  public void setRowId(int parameter, RowId value) throws SQLException {
    throw SqlErrors.unsupported("setRowId");
  }

  @Override
  public void setSQLXML(int parameter, SQLXML value) throws SQLException {
    throw SqlErrors.unsupported("setSQLXML");
  }

  @Override
  public void setURL(int parameter, URL value) throws SQLException {
    throw SqlErrors.unsupported("setURL");
  }

  @Deprecated
  @Override
  public void setUnicodeStream(int parameter, InputStream value, int length) throws SQLException {
    throw SqlErrors.unsupported("setUnicodeStream");
  }
}
