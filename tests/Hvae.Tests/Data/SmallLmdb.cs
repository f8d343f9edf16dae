// Small LMDB databases written by liblmdb, so that the reader is compared with the original.

using System.Runtime.InteropServices;
using System.Text;

namespace Hvae.Tests.Data;

internal static unsafe class SmallLmdb
{
    public const string Package = "liblmdb0";

    private const string Library = "liblmdb.so.0";
    private const uint CreateDatabase = 0x40000;

    /// <summary>Whether liblmdb can be loaded.</summary>
    public static bool IsInstalled => NativeLibrary.TryLoad(Library, typeof(SmallLmdb).Assembly, null, out _);

    /// <summary>
    /// Writes <c>data.mdb</c> and <c>lock.mdb</c> into a folder: one transaction for each list, in which null removes a key.
    /// </summary>
    /// <param name="folder">Path of the folder, which is created.</param>
    /// <param name="transactions">Entries that each transaction writes.</param>
    /// <param name="databaseFlags">Flags of the database.</param>
    /// <returns>Path of <c>data.mdb</c>.</returns>
    public static string Write(string folder, IEnumerable<IEnumerable<(string Key, byte[]? Value)>> transactions, uint databaseFlags = 0)
    {
        Directory.CreateDirectory(folder);
        IntPtr environment, transaction;
        uint database;
        Check(mdb_env_create(&environment));
        Check(mdb_env_set_mapsize(environment, 1 << 28));
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + "\0"))
            Check(mdb_env_open(environment, path, 0, 0x1b4));
        foreach (var entries in transactions)
        {
            Check(mdb_txn_begin(environment, IntPtr.Zero, 0, &transaction));
            Check(mdb_dbi_open(transaction, null, CreateDatabase | databaseFlags, &database));
            foreach (var (key, value) in entries)
                Put(transaction, database, Encoding.Latin1.GetBytes(key), value);
            Check(mdb_txn_commit(transaction));
        }

        mdb_env_close(environment);
        return Path.Combine(folder, "data.mdb");
    }

    private static void Put(IntPtr transaction, uint database, byte[] key, byte[]? value)
    {
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            var (name, content) = (new Bytes { Length = (nuint)key.Length, Start = keyBytes },
                new Bytes { Length = (nuint)(value?.Length ?? 0), Start = valueBytes });
            Check(value is null ? mdb_del(transaction, database, &name, null) : mdb_put(transaction, database, &name, &content, 0));
        }
    }

    private static void Check(int code)
    {
        if (code != 0)
            throw new InvalidOperationException($"liblmdb: error {code}.");
    }

    [DllImport(Library)]
    private static extern int mdb_env_create(IntPtr* environment);

    [DllImport(Library)]
    private static extern int mdb_env_set_mapsize(IntPtr environment, nuint size);

    [DllImport(Library)]
    private static extern int mdb_env_open(IntPtr environment, byte* path, uint flags, uint mode);

    [DllImport(Library)]
    private static extern void mdb_env_close(IntPtr environment);

    [DllImport(Library)]
    private static extern int mdb_txn_begin(IntPtr environment, IntPtr parent, uint flags, IntPtr* transaction);

    [DllImport(Library)]
    private static extern int mdb_txn_commit(IntPtr transaction);

    [DllImport(Library)]
    private static extern int mdb_dbi_open(IntPtr transaction, byte* name, uint flags, uint* database);

    [DllImport(Library)]
    private static extern int mdb_put(IntPtr transaction, uint database, Bytes* key, Bytes* value, uint flags);

    [DllImport(Library)]
    private static extern int mdb_del(IntPtr transaction, uint database, Bytes* key, Bytes* value);

    /// <summary>struct MDB_val.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Bytes
    {
        public nuint Length;
        public byte* Start;
    }
}
