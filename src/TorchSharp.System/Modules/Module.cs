// The base of all modules: a tree of named parameters, buffers and submodules.

using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Names are dotted paths in the order of registration; <see cref="RegisterComponents"/> takes a class's fields as declared.</summary>
        public partial class Module : IDisposable
        {
            private readonly string name;
            private readonly List<(string Name, Parameter? Value)> ownParameters = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> ownBuffers = [];
            private readonly List<(string Name, Module Value)> submodules = [];
            private bool componentsRegistered;

            protected Module(string name) => this.name = name;

            public bool training { get; private set; } = true;

            public virtual string GetName() => name;

            /// <summary>Parameters (null: kept as a name without a value) are taken out of their dispose scope.</summary>
            /// <exception cref="ArgumentException">When the name is taken or has a dot.</exception>
            public virtual void register_parameter(string name, Parameter? param)
            {
                CheckName(name);
                param?.DetachFromDisposeScope();
                ownParameters.Add((name, param));
            }

            /// <exception cref="ArgumentException">When the name is taken or has a dot.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                CheckName(name);
                tensor.DetachFromDisposeScope();
                ownBuffers.Add((name, tensor, persistent));
            }

            /// <exception cref="ArgumentException">When the name is taken or has a dot.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                ArgumentNullException.ThrowIfNull(submodule);
                if (submodules.Exists(s => ReferenceEquals(s.Value, submodule) && s.Name == name))
                    return;
                CheckName(name);
                submodule.RegisterComponents();
                submodules.Add((name, submodule));
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers every field that is a module, a parameter or a buffer, under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                if (componentsRegistered)
                    return;
                componentsRegistered = true;
                foreach (var field in GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
                {
                    if (field.DeclaringType == typeof(Module))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module when !submodules.Exists(s => s.Name == field.ComponentName()):
                            register_module(field.ComponentName(), module);
                            break;
                        case Parameter parameter when !has_parameter(field.ComponentName()):
                            register_parameter(field.ComponentName(), parameter);
                            break;
                        case Tensor buffer when !has_buffer(field.ComponentName()) && !has_parameter(field.ComponentName()):
                            register_buffer(field.ComponentName(), buffer);
                            break;
                        default:
                            break;
                    }
                }
            }

            protected void ClearModules() => submodules.Clear();

            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                var index = ownParameters.FindIndex(p => p.Name == name);
                value?.DetachFromDisposeScope();
                if (index >= 0)
                    ownParameters[index] = (name, value);
                else if (value is not null)
                    register_parameter(name, value);
            }

            protected void ConditionallyRegisterParameter(string name, Tensor value) => ConditionallyRegisterParameter(name, (Parameter)value);

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                ownBuffers.RemoveAll(b => b.Name == name);
                if (value is not null)
                    register_buffer(name, value, persistent);
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (_, parameter) in ownParameters)
                    parameter?.Dispose();
                foreach (var (_, buffer, _) in ownBuffers)
                    buffer.Dispose();
                foreach (var (_, module) in submodules)
                    module.Dispose();
            }

            private void CheckName(string name)
            {
                if (name.Length == 0 || name.Contains('.'))
                    throw new ArgumentException($"'{name}' is no name for a component of {GetName()}: it is empty or has a dot.", nameof(name));
                if (ownParameters.Exists(p => p.Name == name) || ownBuffers.Exists(b => b.Name == name) || submodules.Exists(s => s.Name == name))
                    throw new ArgumentException($"{GetName()} already has a component '{name}'.", nameof(name));
            }
        }
    }
}
