from tests.guards.test_law_02_permissions import observe, demo_urls
def test_dump(scene, demo_urls):
    seen, silent = observe(scene)
    out=[]
    for n,m in seen.items():
        out.append(f"  {n}:")
        for k,v in m.items(): out.append(f"    {k+':':<8}[{', '.join(v)}]")
    open('/tmp/gplug/matrix.out','w').write("\n".join(out)+"\n\n"+"\n".join(silent))
