package classify

// ahaSecondaryStatement is a secondary statement: what a primary one suggests (200-215) or lets consider (220-231). with are the ranges of
// primary statements that it may accompany, first and last.
type ahaSecondaryStatement struct {
	en, zh string
	with   [][2]int
}

// ahaSecondary are the secondary statements of Mason et al., AHA/ACC/HRS recommendations part II (2007), table 3. Chinese
// wording is ours.
var ahaSecondary = map[int]ahaSecondaryStatement{
	200: {"suggests acute pericarditis", "提示急性心包炎", [][2]int{{145, 147}}},
	201: {"suggests acute pulmonary embolism", "提示急性肺栓塞", [][2]int{{21, 21}, {105, 105}, {109, 109}, {120, 120}, {131, 131}, {141, 141}, {145, 147}}},
	202: {"suggests Brugada abnormality", "提示Brugada综合征", [][2]int{{105, 106}, {145, 146}}},
	203: {"suggests chronic pulmonary disease", "提示慢性肺部疾病", [][2]int{{109, 109}, {120, 120}, {125, 125}, {128, 128}, {131, 131}, {141, 141}, {143, 143}}},
	204: {"suggests CNS disease", "提示中枢神经系统疾病", [][2]int{{147, 147}}},
	205: {"suggests digitalis effect", "提示洋地黄作用", [][2]int{{145, 147}}},
	206: {"suggests digitalis toxicity", "提示洋地黄中毒", [][2]int{{145, 147}}},
	207: {"suggests hypercalcemia", "提示高钙血症", [][2]int{{149, 149}}},
	208: {"suggests hyperkalemia", "提示高钾血症", [][2]int{{147, 147}}},
	209: {"suggests hypertrophic cardiomyopathy", "提示肥厚型心肌病", [][2]int{{142, 142}}},
	210: {"suggests hypocalcemia", "提示低钙血症", [][2]int{{148, 148}}},
	211: {"suggests hypokalemia or drug effect", "提示低钾血症或药物作用", [][2]int{{147, 148}, {150, 150}}},
	212: {"suggests hypothermia", "提示低体温", [][2]int{{14, 14}, {154, 154}}},
	213: {"suggests ostium primum ASD", "提示原发孔型房间隔缺损", [][2]int{{82, 82}, {105, 106}, {121, 121}}},
	214: {"suggests pericardial effusion", "提示心包积液", [][2]int{{124, 124}}},
	215: {"suggests sinoatrial disorder", "提示窦房结病变", [][2]int{{42, 42}, {131, 131}, {145, 147}}},
	220: {"consider acute ischemia", "急性心肌缺血待排", [][2]int{{145, 147}, {151, 151}}},
	221: {"consider AV nodal reentry", "房室结折返待排", [][2]int{{55, 56}}},
	222: {"consider AV reentry", "房室折返待排", [][2]int{{55, 56}}},
	223: {"consider genetic repolarization abnormality", "遗传性复极异常待排", [][2]int{{148, 149}}},
	224: {"consider high precordial lead placement", "胸导联电极位置偏高待排", [][2]int{{128, 128}}},
	225: {"consider hypothyroidism", "甲状腺功能减退待排", [][2]int{{22, 22}, {24, 26}, {37, 38}}},
	226: {"consider ischemia", "心肌缺血待排", [][2]int{{145, 147}}},
	227: {"consider left ventricular aneurysm", "左心室室壁瘤待排", [][2]int{{145, 147}}},
	228: {"consider normal variant", "正常变异可能", [][2]int{{80, 80}, {105, 105}, {128, 128}, {155, 155}}},
	229: {"consider pulmonary disease", "肺部疾病待排", [][2]int{{109, 109}, {120, 120}, {122, 123}, {125, 125}, {128, 128}, {131, 131}, {141, 141}, {143, 143}}},
	230: {"consider dextrocardia", "右位心待排", [][2]int{{128, 128}, {131, 131}}},
	231: {"consider dextroposition", "心脏右移待排", [][2]int{{128, 128}}},
}

// wording is a text in both languages.
type wording struct{ en, zh string }

// ahaModifier are the modifiers of the same recommendations, table 4.
var ahaModifier = map[int]wording{
	301: {"borderline", "临界"}, 302: {"consider", "待排"}, 303: {"increased", "增多"}, 304: {"intermittent", "间歇性"}, 305: {"marked", "显著"},
	306: {"moderate", "中度"}, 307: {"multiple", "多发"}, 308: {"occasional", "偶发"}, 309: {"one", "单个"}, 310: {"frequent", "频发"},
	312: {"possible", "可能"}, 313: {"postoperative", "术后"}, 314: {"predominant", "以其为主"}, 315: {"probable", "很可能"}, 316: {"prominent", "明显"},
	317: {"(specified) leads", "（指定）导联"}, 318: {"(specified) electrodes", "（指定）电极"}, 319: {"with", "伴"}, 320: {"and", "和"}, 321: {"nonspecific", "非特异性"},
	322: {"versus", "或"}, 330: {"acute", "急性"}, 331: {"recent", "近期"}, 332: {"old", "陈旧性"}, 333: {"of indeterminate age", "时间不定"},
	334: {"evolving", "演变期"}, 340: {"couplets", "成对"}, 341: {"in a bigeminal pattern", "呈二联律"}, 342: {"in a trigeminal pattern", "呈三联律"},
	343: {"monomorphic", "单形性"}, 344: {"multifocal", "多源性"}, 345: {"unifocal", "单源性"}, 346: {"with a rapid ventricular response", "伴快速心室率"},
	347: {"with a slow ventricular response", "伴缓慢心室率"}, 348: {"with capture beat(s)", "伴心室夺获"}, 349: {"with aberrancy", "伴差异性传导"},
	350: {"polymorphic", "多形性"}, 360: {">=0.1 mV", "≥0.1 mV"}, 361: {">=0.2 mV", "≥0.2 mV"}, 362: {"depression", "压低"}, 363: {"elevation", "抬高"},
	364: {"maximally toward lead", "最大向量指向导联"}, 365: {"maximally away from lead", "最大向量背离导联"}, 366: {"low amplitude", "低平"},
	367: {"inversion", "倒置"}, 369: {"postpacing (anamnestic)", "起搏后（电张调整性）"},
}

// behind are the modifiers that follow the statement in English; the others come before it.
var behind = map[int]bool{
	319: true, 333: true, 340: true, 341: true, 342: true, 346: true, 347: true, 348: true, 349: true, 360: true, 361: true, 362: true, 363: true,
	364: true, 365: true, 367: true, 369: true,
}

// ahaComparison are the comparison statements, table 6.
var ahaComparison = map[int]wording{
	400: {"No significant change", "与前次心电图比较无明显变化"},
	401: {"Significant change in rhythm", "心律较前有明显变化"},
	402: {"New or worsened ischemia or infarction", "新出现或加重的心肌缺血或梗死"},
	403: {"New conduction abnormality", "新出现的传导异常"},
	404: {"Significant repolarization change", "复极较前有明显变化"},
	405: {"Change in clinical status", "临床状态有变化"},
	406: {"Change in interpretation without significant change in waveform", "波形无明显变化，判读意见有变化"},
}

// ahaConvenience are the convenience statements, table 5.
var ahaConvenience = map[int]wording{
	500: {"Nonspecific ST-T abnormality", "非特异性ST-T异常"},
	501: {"ST elevation", "ST段抬高"},
	502: {"ST depression", "ST段压低"},
	503: {"LVH with ST-T changes", "左心室肥大伴ST-T改变"},
}
