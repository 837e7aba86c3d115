package dicom
import ("testing";"fmt";"github.com/goecg/goecg/ecg";"encoding/json")
func TestZZ(t *testing.T){ for p,d:=range realFiles(t){ rec:=new(ecg.Record); err:=Decode(rec,d,nil); for i:=range rec.Channels{rec.Channels[i].Raw=rec.Channels[i].Raw[:1]}; for g:=range rec.Groups { rec.Groups[g].OffsetMS=0; rec.Groups[g].Channels=rec.Groups[g].Channels[:0]}; for i:=range rec.Annotations {rec.Annotations[i].Value=0}; if len(rec.Channels)>1 {rec.Channels=rec.Channels[:1]}; b,e:=json.Marshal(rec); fmt.Println(p,err,e); fmt.Println(string(b))}}
func BenchmarkZ(b *testing.B){ for p,d:=range realFiles(b){ b.Run(p[len(p)-30:],func(b *testing.B){ rec:=new(ecg.Record); b.ReportAllocs(); for b.Loop(){ rec.Reset(); if err:=Decode(rec,d,nil);err!=nil{b.Fatal(err)}}})}}
