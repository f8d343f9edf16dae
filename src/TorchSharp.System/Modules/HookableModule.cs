// Functions that are called before and after a module's forward.

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly List<(string Key, TPreHook Hook)> preHooks = [];
            private readonly List<(string Key, TPostHook Hook)> postHooks = [];
            private readonly List<(string Key, Action<Module> Hook)> observersBefore = [];
            private readonly List<(string Key, Action<Module> Hook)> observersAfter = [];

            protected HookableModule(string name)
                : base(name)
            {
            }

            /// <summary>A hook that returns something else than null replaces the input by it.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                var key = Guid.NewGuid().ToString();
                preHooks.Add((key, hook));
                return new HookRemover(this, key);
            }

            public HookRemover register_forward_pre_hook(Action<Module> hook) => Observe(observersBefore, hook);

            /// <summary>A hook that returns something else than null replaces the result by it.</summary>
            public HookRemover register_forward_hook(TPostHook hook)
            {
                var key = Guid.NewGuid().ToString();
                postHooks.Add((key, hook));
                return new HookRemover(this, key);
            }

            public HookRemover register_forward_hook(Action<Module> hook) => Observe(observersAfter, hook);

            // Copies only where there are hooks: a hook may remove itself while they run.
            private protected IEnumerable<TPreHook> BeforeForward()
            {
                Notify(observersBefore);
                return preHooks.Count == 0 ? [] : [.. preHooks.Select(h => h.Hook)];
            }

            private protected IEnumerable<TPostHook> AfterForward()
            {
                Notify(observersAfter);
                return postHooks.Count == 0 ? [] : [.. postHooks.Select(h => h.Hook)];
            }

            private void Notify(List<(string Key, Action<Module> Hook)> observers)
            {
                if (observers.Count == 0)
                    return;
                foreach (var (_, hook) in observers.ToArray())
                    hook(this);
            }

            private HookRemover Observe(List<(string Key, Action<Module> Hook)> observers, Action<Module> hook)
            {
                var key = Guid.NewGuid().ToString();
                observers.Add((key, hook));
                return new HookRemover(this, key);
            }

            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> module;
                private readonly string key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key) => (this.module, this.key) = (module, key);

                public void remove()
                {
                    module.preHooks.RemoveAll(h => h.Key == key);
                    module.postHooks.RemoveAll(h => h.Key == key);
                    module.observersBefore.RemoveAll(h => h.Key == key);
                    module.observersAfter.RemoveAll(h => h.Key == key);
                }
            }
        }
    }
}
