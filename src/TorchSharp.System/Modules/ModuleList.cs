// A list of modules, each a submodule named by its place.

using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules
{
    public class ModuleList<T> : torch.nn.Module, IList<T>
        where T : torch.nn.Module
    {
        private readonly List<T> list;

        public ModuleList(params T[] modules)
            : base(nameof(ModuleList<>))
        {
            list = [.. modules];
            RegisterComponents();
        }

        public int Count => list.Count;

        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => list[index];
            set
            {
                list[index] = value;
                RegisterComponents();
            }
        }

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            list.AddRange(modules);
            RegisterComponents();
        }

        public void Add(T item) => extend([item]);

        public void Insert(int index, T item)
        {
            list.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(T item)
        {
            var removed = list.Remove(item);
            RegisterComponents();
            return removed;
        }

        public void RemoveAt(int index)
        {
            list.RemoveAt(index);
            RegisterComponents();
        }

        public void Clear()
        {
            list.Clear();
            RegisterComponents();
        }

        public bool Contains(T item) => list.Contains(item);

        public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        public int IndexOf(T item) => list.IndexOf(item);

        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents()
        {
            ClearModules();
            for (var i = 0; i < list.Count; i++)
                register_module(i.ToString(CultureInfo.InvariantCulture), list[i]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);
        }
    }
}
